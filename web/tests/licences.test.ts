import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the licence of everything that is shipped goes with it', () => {
  const told = readFileSync(new URL('../public/licences.txt', import.meta.url), 'utf-8');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf-8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  for (const [name, version] of Object.entries({ ...dependencies, svelte: devDependencies.svelte })) {
    expect(told).toContain(`${name} ${version} (`);
  }
});
