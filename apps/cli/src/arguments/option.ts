import { UsageError } from '../usage-error.ts';

/** One option of a command: how it reads what was given, and what its help says. */
export type Option<T> = {
  /** What follows the name, `N` in `--epochs N`; null for a switch. */
  readonly placeholder: string | null;
  readonly help: string;
  /** The default as the help shows it. */
  readonly shown: string | undefined;
  /** @param text as given; undefined where the option is absent @throws UsageError */
  read(text: string | undefined, name: string): T;
};

type Described = { readonly help: string; readonly shown?: string };

/** `--quiet`: absent or present. */
export function toggle(help: string): Option<boolean> {
  return { placeholder: null, help, shown: undefined, read: (text) => text !== undefined };
}

/** One of a few words; the first is the default. */
export function choice<const T extends string>(words: readonly [T, ...T[]], help: string): Option<T> {
  const placeholder = words.join('|');
  return {
    placeholder,
    help,
    shown: words[0],
    read(text = words[0], name) {
      const word = words.find((candidate) => candidate === text);
      return word ?? refuse(name, words.join(' or '), text);
    },
  };
}

/** One of a few words, where what holds without it depends on other options. */
export function optionalChoice<const T extends string>(
  words: readonly [T, ...T[]],
  { help, shown }: Described,
): Option<T | undefined> {
  const { placeholder, read } = choice(words, help);
  return {
    placeholder,
    help,
    shown,
    read: (text, name) => (text === undefined ? undefined : read(text, name)),
  };
}

type Bounds = Described & { readonly least: number };

/** A whole number that may be left out. */
export function wholeNumber(placeholder: string, bounds: Bounds): Option<number | undefined>;
export function wholeNumber(placeholder: string, bounds: Bounds & { fallback: number }): Option<number>;
export function wholeNumber(
  placeholder: string,
  { least, help, shown, fallback }: Bounds & { fallback?: number },
): Option<number | undefined> {
  return {
    placeholder,
    help,
    shown: shown ?? fallback?.toString(),
    read(text, name) {
      if (text === undefined) return fallback;
      const value = Number(text);
      const isRight = /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least;
      return isRight ? value : refuse(name, `a whole number, ${least} or more`, text);
    },
  };
}

/** Whole numbers between commas, 0 or more, that may be left out. */
export function wholeNumbers(
  placeholder: string,
  { help, shown }: Described,
): Option<readonly number[] | undefined> {
  return {
    placeholder,
    help,
    shown,
    read(text, name) {
      if (text === undefined) return undefined;
      const values = text.split(',').map(Number);
      const isRight = /^\d+(,\d+)*$/.test(text) && values.every(Number.isSafeInteger);
      return isRight ? values : refuse(name, 'whole numbers between commas, 0 or more', text);
    },
  };
}

/** A decimal number above 0 that may be left out. */
export function positiveNumber(placeholder: string, described: Described): Option<number | undefined>;
export function positiveNumber(
  placeholder: string,
  described: Described & { fallback: number },
): Option<number>;
export function positiveNumber(
  placeholder: string,
  { help, shown, fallback }: Described & { fallback?: number },
): Option<number | undefined> {
  return {
    placeholder,
    help,
    shown: shown ?? fallback?.toString(),
    read(text, name) {
      if (text === undefined) return fallback;
      const value = Number(text);
      return text.trim() !== '' && Number.isFinite(value) && value > 0
        ? value
        : refuse(name, 'a number above 0', text);
    },
  };
}

/** A file or folder that may be left out. */
export function path(placeholder: string, { help, shown }: Described): Option<string | undefined> {
  return {
    placeholder,
    help,
    shown,
    read: (text, name) => (text === '' ? refuse(name, 'a path', text) : text),
  };
}

/** A file or folder that must be given. */
export function requiredPath(placeholder: string, help: string): Option<string> {
  return {
    placeholder,
    help,
    shown: 'required',
    read(text, name) {
      if (text === undefined) throw new UsageError(`--${name} ${placeholder} is missing`);
      return text === '' ? refuse(name, 'a path', text) : text;
    },
  };
}

function refuse(name: string, expected: string, received: string): never {
  throw new UsageError(`--${name} must be ${expected}, not "${received}"`);
}
