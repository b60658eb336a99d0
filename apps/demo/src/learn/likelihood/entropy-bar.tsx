import type { KlParts } from '@flow/math';
import { Formula } from '../../widgets/formula.tsx';
import { useText } from './text.ts';

const FULL = 4;

/** The cross-entropy as a bar of two parts: the data's own, and the model's distance. */
export function EntropyBar({ entropy, kl }: KlParts) {
  const text = useText();
  const percent = (nats: number) => `${Math.min(100, (100 * Math.max(0, nats)) / FULL)}%`;
  return (
    <div class="likelihood-bar" role="img" aria-label={text.barLabel}>
      <span class="likelihood-entropy" style={{ width: percent(entropy) }}>
        <Formula tex="H(q)" />
      </span>
      <span class="likelihood-kl" style={{ width: percent(kl) }}>
        {kl > 0.4 && <Formula tex={String.raw`\KL`} />}
      </span>
    </div>
  );
}
