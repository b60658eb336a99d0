const TAG = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g;

/** Whether each element of an XML text is closed in its turn, and nothing in it is left unread. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, closes, name = '', , isEmpty] of xml.matchAll(TAG)) {
    if (closes && open.pop() !== name) return false;
    if (!closes && !isEmpty) open.push(name);
  }
  return open.length === 0 && !/[<>]/.test(xml.replace(TAG, ''));
}
