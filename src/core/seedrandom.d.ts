// The alea generator of seedrandom, which @types/seedrandom does not describe.
declare module 'seedrandom/lib/alea' {
  interface Alea {
    /** A signed 32-bit integer. */
    int32(): number;
  }
  const alea: (seed: string) => Alea;
  export = alea;
}
