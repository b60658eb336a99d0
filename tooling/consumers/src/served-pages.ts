import { esbuildBuild, viteBuild, viteDev, webpackBuild } from './bundlers.ts';
import { ISOLATION } from './page-visit.ts';
import { type Served, serveFolder } from './static-server.ts';

/** A way in which the page of a project comes to a browser. */
type ServedPage = {
  readonly how: string;
  /** Whether the page is cross-origin isolated, so that memory can be shared. */
  readonly isolated: boolean;
  /** Builds the project if need be. @returns the address of its page */
  serve(folder: string): Promise<Served>;
};

/** Each way in which a page of a user may come to a browser. */
export const servedPages: readonly ServedPage[] = [
  {
    how: 'built by Vite',
    isolated: false,
    serve: async (folder) => serveFolder(await viteBuild(folder)),
  },
  {
    how: 'built by Vite and cross-origin isolated',
    isolated: true,
    serve: async (folder) => serveFolder(await viteBuild(folder), ISOLATION),
  },
  {
    how: "served by Vite's development server",
    isolated: false,
    serve: viteDev,
  },
  {
    how: 'built by webpack',
    isolated: false,
    serve: async (folder) => serveFolder(await webpackBuild(folder)),
  },
  {
    how: 'built by esbuild',
    isolated: false,
    serve: async (folder) => serveFolder(await esbuildBuild(folder)),
  },
  {
    how: 'without a bundler, by an import map',
    isolated: false,
    serve: async (folder) => {
      const served = await serveFolder(folder);
      return { ...served, address: `${served.address}no-bundler.html` };
    },
  },
];
