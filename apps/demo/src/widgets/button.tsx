import type { ComponentChildren } from 'preact';
import './button.css';

export type ButtonProps = {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  /** `strong` for the one step that the reader is expected to take next. */
  readonly tone?: 'plain' | 'strong';
  readonly disabled?: boolean;
  /** For a button that stays down: true while it is. */
  readonly pressed?: boolean;
  readonly testId?: string;
};

/** A push button. */
export function Button({
  children,
  onClick,
  tone = 'plain',
  disabled = false,
  pressed,
  testId,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={`button button-${tone}`}
      disabled={disabled}
      aria-pressed={pressed}
      data-testid={testId}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
