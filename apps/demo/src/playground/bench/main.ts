// What the demo feels like on this machine: node --conditions=@flow/source main.ts [--quick] [--json <file>]
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { launchChromium } from '@flow-tooling/chromium';
import type { Browser } from 'playwright-core';
import { serveSite } from '../../browser-test/serve-site.ts';
import { DEFAULT_SETTINGS, NUMBER_RANGES } from '../engine/run-settings.ts';
import { settingsToQuery } from '../engine/settings-link.ts';
import { measureNode } from './measure-node.ts';
import { measureTraining, timeUntil } from './measure-page.ts';
import { type Row, rowOf, tableOf } from './row.ts';

const { values: given } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const [rounds, seconds] = given.quick ? [1, 1] : [5, 5];
/** The run that one meets first, without an end. */
const query = settingsToQuery({ ...DEFAULT_SETTINGS, schedule: 'constant', steps: NUMBER_RANGES.steps.most });

const site = await serveSite();
const browser = await launchChromium();
try {
  const rows = await measure(browser, site.url);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Chromium ${browser.version()}, Node ${process.versions.node}`,
  );
  console.log(tableOf(rows));
  if (given.json) await writeFile(given.json, `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  await browser.close();
  await site.close();
}

/** Page and Node take turns, and only one of them works at a time. */
async function measure(chromium: Browser, url: string): Promise<Row[]> {
  const learn: number[] = [];
  const playground: number[] = [];
  const rates = { page: [] as number[], same: [] as number[], fastest: [] as number[] };
  const [delays, toFrame]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    learn.push(await timeUntil(chromium, `${url}#/learn`, '[role=slider], input[type=range]'));
    playground.push(await timeUntil(chromium, `${url}#/playground`, '[data-testid=state][data-state=ready]'));
    const alone = await measureTraining(chromium, `${url}#/playground?${query}`, seconds, false);
    rates.page.push(alone.stepsPerSecond);
    rates.same.push(await measureNode('reproducible', query, seconds));
    rates.fastest.push(await measureNode('fastest', query, seconds));
    const played = await measureTraining(chromium, `${url}#/playground?${query}`, seconds, true);
    delays.push(...played.delays);
    toFrame.push(...played.toFrame);
  }
  const against = (others: readonly number[]) => rates.page.map((rate, i) => rate / Number(others[i]));
  return [
    rowOf('Learn: time until the first figure can be moved', 'ms', learn),
    rowOf('Playground: time until one can train', 'ms', playground),
    rowOf('input delay while it trains', 'ms', delays),
    rowOf('from input to the next frame while it trains', 'ms', toFrame),
    rowOf('training in the page, pictures and curves included', 'steps/s', rates.page),
    rowOf('the same training in Node, same bits', 'steps/s', rates.same),
    rowOf('page / Node, same bits', 'ratio', against(rates.same)),
    rowOf('Node with its fastest kernels', 'steps/s', rates.fastest),
    rowOf('page / Node with its fastest kernels', 'ratio', against(rates.fastest)),
  ];
}
