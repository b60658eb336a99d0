import type { ComponentChildren } from 'preact';
import './notice.css';

export type NoticeProps = {
  readonly title: string;
  readonly tone?: 'plain' | 'bad';
  readonly children?: ComponentChildren;
};

/** Something the reader should know now; screen readers hear it at once when it is bad. */
export function Notice({ title, tone = 'plain', children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}
