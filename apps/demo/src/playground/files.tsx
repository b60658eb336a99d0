import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../widgets/button.tsx';
import { formatNumber } from '../widgets/format-number.ts';
import { hashOf } from './address.ts';
import { curveCsv } from './curve-series.ts';
import { download } from './download.ts';
import { MOST_POINTS_IN_LINK } from './engine/painted-points.ts';
import { exportPicture, findPanels } from './export-picture.ts';
import type { PlaygroundState } from './playground-state.ts';
import { type PlaygroundText, usePlaygroundText } from './text.ts';

/** What can be kept of a run and passed on. */
export function Files({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const [note, setNote] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const canAct = play.life.value === 'alive' && play.opened.value !== undefined;
  useSaving(play);
  return (
    <section class="files" aria-label={text.files}>
      <h2 class="files-title">{text.files}</h2>
      <Button onClick={async () => setNote(await copyLink(play, text))} testId="copy-link">
        {text.copyLink}
      </Button>
      <Button disabled={!canAct} onClick={play.save} testId="save-model">
        {text.saveModel}
      </Button>
      <Button
        disabled={play.life.value !== 'alive'}
        onClick={() => chooser.current?.click()}
        testId="open-model"
      >
        {text.openModel}
      </Button>
      <input
        ref={chooser}
        type="file"
        accept=".safetensors"
        hidden
        data-testid="model-file"
        onChange={(event) => void openModel(play, event.currentTarget)}
      />
      <Button disabled={!canAct} onClick={() => void savePicture(play, text)} testId="save-picture">
        {text.savePicture}
      </Button>
      <Button
        disabled={!canAct}
        onClick={() => download(`${nameOf(play)}.csv`, curveCsv(play.curve.peek()), 'text/csv')}
        testId="save-curve"
      >
        {text.saveCurve}
      </Button>
      <p class="files-note quiet" role="status">
        {note}
      </p>
    </section>
  );
}

/** Hands the model over when the worker has written it. */
function useSaving(play: PlaygroundState): void {
  const bytes = play.saved.value;
  useEffect(() => {
    if (bytes === undefined) return;
    play.saved.value = undefined;
    download(`${nameOf(play)}.safetensors`, bytes, 'application/octet-stream');
  }, [play, bytes]);
}

async function copyLink(play: PlaygroundState, text: PlaygroundText): Promise<string> {
  const settings = play.settings.peek();
  const hash = hashOf(settings);
  if (hash === undefined) return text.tooManyPoints(MOST_POINTS_IN_LINK.toLocaleString('en'));
  try {
    await navigator.clipboard.writeText(location.href.replace(/#.*$/, '') + hash);
  } catch {
    return text.copyByHand;
  }
  if (play.model.peek() !== undefined) return text.linkWithoutFile;
  return settings.density === 'painted'
    ? text.copiedPainted((settings.points.length / 2).toLocaleString('en'))
    : text.copied;
}

async function openModel(play: PlaygroundState, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  // The same file can then be chosen again.
  const bytes = file && new Uint8Array(await file.arrayBuffer());
  input.value = '';
  if (file && bytes) play.useModel({ name: file.name, bytes });
}

async function savePicture(play: PlaygroundState, text: PlaygroundText): Promise<void> {
  const panels = findPanels([
    ['picture-exact', text.exact],
    ['picture-painting', text.paintTitle],
    ['picture-learned', text.learned],
    ['picture-samples', text.samples],
    ['picture-journey', text.journey],
    ['picture-logdet', text.logDet],
  ]);
  const { density, seed } = play.settings.peek();
  const measured = play.measured.peek();
  const parts = [
    text.ofSteps(String(play.latest.peek()?.step ?? 0), String(play.settings.peek().steps)),
    `${text.seed} ${seed}`,
    ...(measured ? [`${text.nll} ${formatNumber(measured.nll, 3)}`] : []),
    ...(measured && Number.isFinite(measured.kl) ? [`${text.kl} ${formatNumber(measured.kl, 3)}`] : []),
  ];
  const picture = await exportPicture(`flow · ${text.densities[density]}`, parts.join('  ·  '), panels);
  if (picture) download(`${nameOf(play)}.png`, picture, 'image/png');
}

function nameOf(play: PlaygroundState): string {
  return `flow-${play.settings.peek().density}-step-${play.latest.peek()?.step ?? 0}`;
}
