import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Finding = { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] };
type Axe = { run(context: string): Promise<{ violations: Finding[] }> };

const { source } = axe;

/** What axe-core finds serious or critical in a part of the page; empty when all is well. */
export async function seriousFindings(page: Page, selector = 'body'): Promise<string[]> {
  await page.locator('.formula-pending').first().waitFor({ state: 'detached' });
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    (within) => (globalThis as unknown as { axe: Axe }).axe.run(within),
    selector,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
