// A layer of one's own: sinh-arcsinh (Jones and Pewsey 2009) bends a normal into a skewed, heavy-tailed density.
import { createParameter } from '@flow/backend';
import { createRng } from '@flow/datasets';
import { checkLaws, defineBijector, registerBijector } from '@flow/layers';
import { createFlow, loadFlow } from '@flow/models';
import { fit, init } from '@flow/train';
import { add, asinh, cosh, div, exp, log, mul, neg, sinh, sub, sum, zeros } from '@tensorflow/tfjs-core';

await init();

// x = sinh(u), u = (asinh(z) + ε) · eˢ, so log f′(z) = s + log cosh(u) − ½ log(1 + z²) = s + log cosh u − log cosh asinh z.
function sinhArcsinh({ features }) {
  const skew = createParameter('skew', 'bias', [features], () => zeros([features]));
  const logTail = createParameter('logTail', 'scale', [features], () => zeros([features]));
  const [ε, s] = [skew.variable, logTail.variable];
  const logSlope = (u, v) => sum(add(s, sub(log(cosh(u)), log(cosh(v)))), 1);
  return defineBijector({
    kind: 'sinhArcsinh',
    dataShape: [features],
    parameters: [skew, logTail],
    forward(z) {
      const v = asinh(z);
      const u = mul(add(v, ε), exp(s));
      return { value: sinh(u), logDet: logSlope(u, v) };
    },
    inverse(x) {
      const u = asinh(x);
      const v = sub(div(u, exp(s)), ε);
      return { value: sinh(v), logDet: neg(logSlope(u, v)) };
    },
    config: () => ({ features }),
  });
}
registerBijector('sinhArcsinh', ({ features }) => sinhArcsinh({ features: Number(features) }));

for (const { law, holds } of checkLaws(() => sinhArcsinh({ features: 3 }))) {
  console.log(holds ? 'holds:' : 'BROKEN:', law);
}

// Daily returns, say: many small ones, a few large, more of them losses.
const noise = createRng(1).normal(4000);
const rows = Array.from(noise, (z) => [Math.sinh((Math.asinh(z) - 0.3) * 1.6)]);
const flow = createFlow({ bijector: sinhArcsinh({ features: 1 }) });
await fit(flow, rows, { epochs: 20, learningRate: 2e-2, seed: 1 });
const [skew, logTail] = flow.parameters.map(({ variable }) => variable.dataSync()[0]);
console.log(
  `skew ${skew.toFixed(2)} (made with -0.30), tail ${Math.exp(logTail).toFixed(2)} (made with 1.60)`,
);

const again = loadFlow(flow.save());
console.log('the same after loading:', again.logProb([[2]])[0] === flow.logProb([[2]])[0]);
