import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The bundle is committed where the package ships it; `scripts/bundle --check` compares it with a fresh build.
export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: '../src/credopolis/studio/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // Charts are a module of their own, which imports no other: notebooks and pages that are kept as files have it too.
    rollupOptions: { input: { index: 'index.html', charts: 'src/charts/main.ts' }, preserveEntrySignatures: 'allow-extension' },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
