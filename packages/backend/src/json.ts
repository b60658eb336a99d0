/** What a layer's `config()` is made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
