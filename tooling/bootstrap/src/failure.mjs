/** Something that the person at the terminal can act on: its message is shown, without a stack. */
export class Failure extends Error {}
