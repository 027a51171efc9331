// What the build makes of files that are no TypeScript, and what is used here of WebAssembly: TypeScript has it in its libraries for browsers alone.

interface WebAssemblyModule {
  readonly __module: never;
}

interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

declare const WebAssembly: {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssemblyModule>;
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WebAssemblyMemory;
};

declare namespace WebAssembly {
  type Module = WebAssemblyModule;
  type Memory = WebAssemblyMemory;
}

declare module '@jitl/quickjs-wasmfile-release-sync/wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export = bytes;
}

declare module '*.guest.js' {
  const text: string;
  export = text;
}
