import { useEffect, useMemo, useRef } from 'preact/hooks';
import { route } from '../app/route.ts';
import { showInAddressBar } from './address.ts';
import { Curves } from './curves.tsx';
import { DensityPicker } from './density-picker.tsx';
import { LearnedPicture, LogDetPicture, SamplesPicture, TargetPicture } from './density-pictures.tsx';
import { DEFAULT_SETTINGS, type RunSettings } from './engine/run-settings.ts';
import { settingsFromQuery } from './engine/settings-link.ts';
import { Files } from './files.tsx';
import { Journey } from './journey.tsx';
import { Notices } from './notices.tsx';
import { createPlaygroundState, type PlaygroundState } from './playground-state.ts';
import { SettingsPanel } from './settings-panel.tsx';
import { usePlaygroundText } from './text.ts';
import { Transport } from './transport.tsx';
import './playground.css';

const createWorker = () => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' });

/** A flow that trains in a worker while one watches. */
export function Playground() {
  const text = usePlaygroundText();
  const play = useMemo(() => begin(readLink(queryOf(route.peek()))), []);
  useEffect(() => () => play.close(), [play]);
  useAddress(play);
  const count = play.latest.value?.tensors;
  const skipped = play.latest.value?.skipped ?? 0;
  return (
    <div class="playground">
      <header class="playground-intro">
        <h1>{text.title}</h1>
        <p>{text.lead}</p>
      </header>
      <div class="playground-stage">
        <DensityPicker value={play.settings.value.density} onChange={(density) => play.change({ density })} />
        <div class="playground-bar">
          <Transport play={play} />
          <Notices play={play} />
        </div>
        <div class="pictures">
          <TargetPicture play={play} />
          <LearnedPicture play={play} />
          <SamplesPicture play={play} />
        </div>
        <div class="curves">
          <Curves play={play} />
        </div>
        <div class="pictures-below">
          <Journey play={play} />
          <LogDetPicture play={play} />
        </div>
        <p class="playground-foot quiet">
          {count === undefined ? null : (
            <span data-testid="tensors" data-value={count}>
              {text.tensors(count.toLocaleString('en'))}
            </span>
          )}
          {skipped > 0 && <span>{text.skipped(skipped.toLocaleString('en'))}</span>}
        </p>
      </div>
      <div class="playground-side">
        <SettingsPanel play={play} />
        <Files play={play} />
      </div>
    </div>
  );
}

type Link = { readonly settings: RunSettings; readonly wrong?: string };

function begin({ settings, wrong }: Link): PlaygroundState {
  const play = createPlaygroundState(createWorker, settings);
  play.open();
  if (wrong !== undefined) play.trouble.value = { kind: 'link', message: wrong };
  return play;
}

function queryOf(here: typeof route.value): string {
  return here.page === 'playground' ? here.query.toString() : '';
}

function readLink(query: string): Link {
  try {
    return { settings: settingsFromQuery(query) };
  } catch (error) {
    return { settings: DEFAULT_SETTINGS, wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** The address bar follows the settings; a link that is opened here sets them. */
function useAddress(play: PlaygroundState): void {
  const settings = play.settings.value;
  const here = route.value;
  const isFirst = useRef(true);
  useEffect(() => showInAddressBar(settings), [settings]);
  useEffect(() => {
    // What the page began with has been read.
    const query = isFirst.current ? '' : queryOf(here);
    isFirst.current = false;
    if (query === '') return;
    const { settings: wanted, wrong } = readLink(query);
    play.change(wanted);
    if (wrong !== undefined) play.trouble.value = { kind: 'link', message: wrong };
  }, [play, here]);
}
