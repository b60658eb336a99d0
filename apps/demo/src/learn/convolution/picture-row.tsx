import { Inline } from '../../widgets/prose.tsx';
import type { MixedPicture, Picture } from './mix-picture.ts';
import { CHANNELS } from './mixing-matrix.ts';
import { PictureCanvas } from './picture-canvas.tsx';
import { useConvolutionText } from './text.ts';

/** The picture, the picture mixed, and the picture brought back, each with its channels. */
export function PictureRow({ picture, view }: { picture: Picture; view: MixedPicture }) {
  const text = useConvolutionText();
  return (
    <div class="convolution-row">
      <Panel
        picture={picture}
        pixels={picture.pixels}
        name={text.original}
        label={text.originalLabel}
        id="original"
      />
      <Panel picture={picture} pixels={view.mixed} name={text.mixed} label={text.mixedLabel} id="mixed" />
      <Panel picture={picture} pixels={view.back?.pixels} name={text.back} label={text.backLabel} id="back" />
    </div>
  );
}

type PanelProps = {
  readonly picture: Picture;
  readonly pixels: Float32Array | undefined;
  readonly name: string;
  readonly label: string;
  readonly id: string;
};

function Panel({ picture: { width, height }, pixels, name, label, id }: PanelProps) {
  const text = useConvolutionText();
  const shared = { width, height, channels: CHANNELS };
  return (
    <figure class="convolution-picture">
      <figcaption>
        <Inline text={name} />
      </figcaption>
      {pixels === undefined ? (
        <p class="convolution-none">{text.noPicture}</p>
      ) : (
        <>
          <PictureCanvas {...shared} pixels={pixels} label={label} testId={`convolution-${id}`} />
          <div class="convolution-channels">
            {[0, 1, 2].map((only) => (
              <PictureCanvas
                key={only}
                {...shared}
                pixels={pixels}
                only={only}
                label={text.channelLabel(only + 1, label)}
              />
            ))}
          </div>
        </>
      )}
    </figure>
  );
}
