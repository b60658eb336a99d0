import type { ComponentChildren } from 'preact';
import { Button } from '../widgets/button.tsx';
import { Choice } from '../widgets/choice.tsx';
import { anotherSeed } from './another-seed.ts';
import { CHOICES, DEFAULT_SETTINGS, type NumberName } from './engine/run-settings.ts';
import { NumberField } from './number-field.tsx';
import type { PlaygroundState } from './playground-state.ts';
import { SelectField } from './select-field.tsx';
import { SettingSlider } from './setting-slider.tsx';
import { usePlaygroundText } from './text.ts';

/** Everything that decides a run. */
export function SettingsPanel({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const settings = play.settings.value;
  const { change } = play;
  const slider = (name: NumberName) => (
    <SettingSlider
      name={name}
      label={text[name]}
      value={settings[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  const field = (name: NumberName) => (
    <NumberField
      name={name}
      label={text[name]}
      value={settings[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <section class="settings" aria-label={text.settings}>
      <Group title={text.groups.flow}>
        <Origin play={play} />
        {slider('couplings')}
        {slider('width')}
        <Choice
          label={text.depth}
          value={String(settings.depth)}
          options={['1', '2', '3'].map((value) => ({ value, label: value }))}
          onChange={(value) => change({ depth: Number(value) })}
        />
        <SelectField
          label={text.mixing}
          value={settings.mixing}
          options={CHOICES.mixing.map((value) => ({ value, label: text.mixings[value] }))}
          onChange={(mixing) => change({ mixing })}
          testId="setting-mixing"
        />
      </Group>
      <Group title={text.groups.optimizer}>
        {slider('learningRate')}
        {slider('batch')}
        <div class="settings-pair">
          {field('steps')}
          {field('seed')}
        </div>
        <details class="settings-more">
          <summary>{text.more}</summary>
          <div class="settings-group">
            <Choice
              label={text.schedule}
              value={settings.schedule}
              options={CHOICES.schedule.map((value) => ({ value, label: text.schedules[value] }))}
              onChange={(schedule) => change({ schedule })}
            />
            <SelectField
              label={text.activation}
              value={settings.activation}
              options={CHOICES.activation.map((value) => ({ value, label: value }))}
              onChange={(activation) => change({ activation })}
              testId="setting-activation"
            />
            <label class="settings-check">
              <input
                type="checkbox"
                checked={settings.actNorm === 'on'}
                data-testid="setting-actNorm"
                onChange={(event) => change({ actNorm: event.currentTarget.checked ? 'on' : 'off' })}
              />
              {text.actNorm}
            </label>
            <div class="settings-pair">
              {field('warmup')}
              {field('clipNorm')}
            </div>
            <div class="settings-pair">{field('weightDecay')}</div>
          </div>
        </details>
        <div class="settings-row">
          <Button onClick={() => change({ seed: anotherSeed(settings.seed) })}>{text.newSeed}</Button>
          <Button
            onClick={() =>
              change({ ...DEFAULT_SETTINGS, density: settings.density, points: settings.points })
            }
          >
            {text.defaults}
          </Button>
        </div>
      </Group>
    </section>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="settings-group">
      <h2 class="settings-title">{title}</h2>
      {children}
    </div>
  );
}

/** Where the flow comes from, and how large it is. */
function Origin({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const file = play.model.value;
  const count = play.opened.value?.parameters;
  return (
    <>
      {file && (
        <div class="settings-origin">
          <p>{text.fromFile(file.name)}</p>
          <Button onClick={() => play.useModel(undefined)}>{text.leaveFile}</Button>
        </div>
      )}
      {count !== undefined && (
        <p class="quiet settings-size">{text.parameters(count.toLocaleString('en'))}</p>
      )}
    </>
  );
}
