import type { Page } from 'playwright-core';

/** What must not happen on a page, as it is noticed. */
export type PageGuard = {
  /** Uncaught errors, and what the console reports as an error or a warning. */
  readonly complaints: string[];
  /** Requests to any other place than the site. */
  readonly foreignRequests: string[];
};

/** Watches a page from before it loads. */
export function guardPage(page: Page, siteUrl: string): PageGuard {
  const complaints: string[] = [];
  const foreignRequests: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(siteUrl) && !/^(data|blob):/.test(url)) foreignRequests.push(url);
  });
  return { complaints, foreignRequests };
}
