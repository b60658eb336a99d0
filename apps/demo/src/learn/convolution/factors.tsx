import { type Matrix, matrixRows } from '@flow/math';
import { useMemo } from 'preact/hooks';
import { MatrixDisplay } from '../../widgets/matrix-display.tsx';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { HeatMatrix } from '../coupling/heat-matrix.tsx';
import { Figure, Stage } from '../stage.tsx';
import { type MixedPicture, patchJacobian } from './mix-picture.ts';
import { useConvolutionText } from './text.ts';

/** W on the diagonal of a patch's Jacobian, and W in its factors. */
export function Factors({ weight, view }: { weight: Matrix; view: MixedPicture }) {
  const text = useConvolutionText();
  const patch = useMemo(() => patchJacobian(weight), [weight]);
  const { permutation, lower, upper, diagonal } = view.factors;
  const names = text.factorNames;
  const sum = diagonal.reduce((total, s) => total + Math.log(Math.abs(s)), 0);
  return (
    <Stage
      pictures={
        <>
          <Figure caption={<Inline text={text.patchCaption} />}>
            <div class="convolution-patch">
              {patch === undefined ? (
                <p class="convolution-none">{text.noPicture}</p>
              ) : (
                <HeatMatrix
                  rows={matrixRows(patch.matrix)}
                  label={text.patchLabel}
                  testId="convolution-patch"
                />
              )}
            </div>
          </Figure>
          <Figure caption={<Inline text={text.factors} />}>
            <div class="convolution-factors">
              <MatrixDisplay
                tex="P ="
                rows={matrixRows(permutation)}
                digits={0}
                label={names.p}
                testId="convolution-p"
              />
              <MatrixDisplay tex="L =" rows={matrixRows(lower)} label={names.l} testId="convolution-l" />
              <MatrixDisplay tex="U =" rows={matrixRows(upper)} label={names.u} testId="convolution-u" />
              <MatrixDisplay tex="s =" rows={[diagonal]} label={names.s} testId="convolution-s" />
            </div>
          </Figure>
        </>
      }
      panel={
        <Readouts>
          <NumberReadout
            label={text.patchBrute}
            value={patch?.logAbsDet ?? -Infinity}
            digits={4}
            testId="convolution-patch-brute"
          />
          <NumberReadout
            label={text.patchFour}
            value={4 * view.logAbsDet}
            digits={4}
            testId="convolution-patch-four"
          />
          <NumberReadout label={text.sum} value={sum} digits={4} testId="convolution-sum" />
          <NumberReadout
            label={text.logDet}
            value={view.logAbsDet}
            digits={4}
            testId="convolution-log-det-again"
          />
        </Readouts>
      }
    />
  );
}
