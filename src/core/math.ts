// Elementary functions made of + - x / alone, so that every JavaScript engine gives the same bits: the language leaves the last
// bits of Math.exp and Math.log to the implementation, and "same seed, same bytes" would end there. Series and range reduction
// as in any numerical analysis text; errors stay below 2 units in the last place (test/core/math.test.ts).

const LN2 = 0.6931471805599453;
// ln 2 in two parts: the first has trailing zero bits, so that k * LN2_HIGH is exact for |k| < 2^20.
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_HALF = 0.7071067811865476;

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for a whole k, 0 below the smallest and Infinity above the largest normal power. */
export function powerOfTwo(k: number): number {
  if (k > 1023) return Infinity;
  if (k < -1022) return 0;
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** e^x - 1 for |x| <= 0.35, by its Taylor series. */
function expm1Series(x: number): number {
  let sum = 0;
  for (let n = 14; n >= 1; n--) sum = (x / n) * (1 + sum);
  return sum;
}

/** e^x. */
export function exp(x: number): number {
  if (x < -745) return 0;
  if (x > 709.78) return Infinity;
  const k = Math.round(x / LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return (1 + expm1Series(r)) * powerOfTwo(k);
}

/** e^x - 1, accurate for small x too. */
export function expm1(x: number): number {
  if (Math.abs(x) < 1e-5) return x + x * x * (0.5 + x / 6);
  return Math.abs(x) <= 0.35 ? expm1Series(x) : exp(x) - 1;
}

/** 2 artanh(s), |s| <= 0.18: the logarithm of (1 + s) / (1 - s). */
function logOfQuotient(s: number): number {
  const square = s * s;
  let sum = 0;
  for (let n = 23; n >= 3; n -= 2) sum = square * (1 / n + sum);
  return 2 * s * (1 + sum);
}

/** The natural logarithm of x; NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  bits.setFloat64(0, x);
  let k = ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023;
  let m = x / powerOfTwo(k);
  if (m * SQRT_HALF > 1) {
    m /= 2;
    k += 1;
  }
  return k * LN2_HIGH + (logOfQuotient((m - 1) / (m + 1)) + k * LN2_LOW);
}

/** ln(1 + x), accurate for small x too. */
export function log1p(x: number): number {
  return Math.abs(x) < 0.3 ? logOfQuotient(x / (2 + x)) : log(1 + x);
}

/** The share of pages written within `seconds` if each is written `rate` times a second, independently: 1 - e^(-rate seconds). */
export function writtenShare(rate: number, seconds: number): number {
  return -expm1(-rate * seconds);
}

/** ln Gamma(x) for x > 0, by Stirling's series after shifting x above 10 (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += log(y);
  const inverse = 1 / y;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (y - 0.5) * log(y) - y + 0.9189385332046727 + series - shift;
}
