import { Prose } from '../../widgets/prose.tsx';
import { AreaStage } from './area-stage.tsx';
import { useText } from './text.ts';
import { VolumeStage } from './volume-stage.tsx';
import './determinant.css';

/** The determinant: signed area, Leibniz's sum, signed volume. */
export function Section() {
  const text = useText();
  return (
    <>
      <Prose text={text.intro} />
      <AreaStage />
      <Prose text={text.leibniz} />
      <VolumeStage />
      <Prose text={text.outro} />
    </>
  );
}
