import { Prose } from '../../widgets/prose.tsx';
import { LineStage } from './line-stage.tsx';
import { PlaneStage } from './plane-stage.tsx';
import { useText } from './text.ts';
import './change.css';

/** How a density changes under a map, on the line and in the plane. */
export function Section() {
  const text = useText();
  return (
    <>
      <Prose text={text.intro} />
      <LineStage />
      <Prose text={text.planeText} />
      <PlaneStage />
    </>
  );
}
