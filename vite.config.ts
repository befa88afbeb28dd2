// Builds the app into dist/app. The manifest is read by the size test; chunks are cut so that the first load carries
// only what every screen needs.
import { defineConfig } from "vite";
import react from "@vitejs/plugin-react";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    manifest: true,
    // The largest lazy chunk (charts) is about 350 kB before compression; the size test watches what matters.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|cookie|set-cookie-parser)[\\/]/,
            },
            {
              name: "convex",
              test: /node_modules[\\/]convex[\\/]dist[\\/]esm[\\/](react|browser|values|server|common|vendor)[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: {
    port: 4200,
    proxy: { "/api": { target: "http://127.0.0.1:3210", ws: true }, "/v1": "http://127.0.0.1:3210" },
  },
});
