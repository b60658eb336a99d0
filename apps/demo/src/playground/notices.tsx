import { useAppText } from '../app/text.ts';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import type { PlaygroundState, Trouble } from './playground-state.ts';
import { type PlaygroundText, usePlaygroundText } from './text.ts';

/** What the reader must know now: a worker that cannot start or has died, a file or link that is no good. */
export function Notices({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const app = useAppText();
  const life = play.life.value;
  if (typeof life === 'object' && 'unable' in life) {
    return (
      <Notice title={app.noSimd} tone="bad">
        <p>{app.noSimdHelp}</p>
        <p class="quiet">{life.unable}</p>
        <Button onClick={play.restart}>{app.again}</Button>
      </Notice>
    );
  }
  if (typeof life === 'object') {
    return (
      <Notice title={text.dead} tone="bad">
        <p>{text.deadWhy[life.dead.cause]}</p>
        {life.dead.detail && <p class="quiet">{life.dead.detail}</p>}
        <Button tone="strong" onClick={play.restart} testId="restart">
          {text.restart}
        </Button>
      </Notice>
    );
  }
  return (
    <>
      <TroubleNotice play={play} />
      {play.state.value === 'diverged' && play.trouble.value === undefined && (
        <Notice title={text.states.diverged} tone="bad">
          <p>{text.divergedHelp}</p>
        </Notice>
      )}
    </>
  );
}

function TroubleNotice({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const trouble = play.trouble.value;
  if (trouble === undefined) return null;
  const putAway = () => {
    play.trouble.value = undefined;
  };
  return (
    <Notice title={titleOf(trouble, text)} tone="bad">
      <p class="quiet" data-testid="trouble">
        {trouble.kind === 'link' ? trouble.message : trouble.failure.message}
      </p>
      <Button onClick={putAway}>{text.putAway}</Button>
    </Notice>
  );
}

function titleOf(trouble: Trouble, text: PlaygroundText): string {
  if (trouble.kind === 'link') return text.badLink;
  const { at } = trouble.failure;
  if (at === 'load') return text.badFile;
  return at === 'run' || at === 'open' ? text.badRun : text.badRequest;
}
