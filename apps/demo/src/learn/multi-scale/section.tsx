import { Inline, Prose } from '../../widgets/prose.tsx';
import { DigitStage } from './digit-stage.tsx';
import { SqueezeStage } from './squeeze-stage.tsx';
import { useScalesText } from './text.ts';

/** Squeeze and split, and what each level of a latent holds. */
export function Section() {
  const text = useScalesText();
  return (
    <>
      <Prose text={text.intro} />
      <SqueezeStage />
      <Prose text={text.digits} />
      <DigitStage />
      <p class="quiet">
        <Inline text={text.source} />
      </p>
    </>
  );
}
