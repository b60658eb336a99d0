/** Like {@link nowhere}. @param nobody is not there */
export function lost(): void {}
