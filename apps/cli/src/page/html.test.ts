import { expect, it } from 'vitest';
import { html, trusted } from './html.ts';

it('escapes texts and leaves markup alone', () => {
  const text = `a<b> & "c" 'd'`;
  expect(html`<p title="${text}">${text}</p>${[html`<i>${1}</i>`, trusted('<br>')]}`.markup).toBe(
    '<p title="a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;">a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p><i>1</i><br>',
  );
});
