// Writes the licences of what the bundle holds of others into public/, from where they are shipped: node licences.js
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf-8')).packages;
const shipped = Object.keys(lock).filter((path) => path && (!lock[path].dev || ['svelte', 'esm-env', 'clsx'].includes(path.slice('node_modules/'.length))));
const parts = shipped.filter((path) => existsSync(path)).sort().map((path) => {
  const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf-8'));
  const file = readdirSync(path).find((one) => /^licen[sc]e/i.test(one));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(`${path}/${file}`, 'utf-8').trim() : 'Its package holds no text of the licence.'}\n`;
});
writeFileSync('public/licences.txt', `The page of the studio holds parts of these:\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`);
