/**
 * Stands for `@std/assert`: the same names and argument order, over `node:assert/strict`. Moving to
 * the real package is a change of this file and of `deno.json`.
 *
 * @module
 */

import nodeAssert from "node:assert/strict";

/** A class whose instances are of type T. */
// deno-lint-ignore no-explicit-any -- the one type that any constructor's parameters fit
export type AnyConstructor<T = unknown> = abstract new (...args: any[]) => T;

/** Fails always. */
export function fail(message = "Failed"): never {
  nodeAssert.fail(message);
}

/** Asserts that a value is truthy. */
export function assert(value: unknown, message = "Expected a truthy value"): asserts value {
  nodeAssert.ok(value, message);
}

/** Asserts that a value is falsy. */
export function assertFalse(value: unknown, message = "Expected a falsy value"): void {
  nodeAssert.ok(!value, message);
}

/** Asserts that two values are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.deepStrictEqual(actual, expected, message);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.notDeepStrictEqual(actual, expected, message);
}

/** Asserts that two values are the same, as `Object.is` tells. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void {
  nodeAssert.strictEqual(actual, expected, message);
}

/** Asserts that a value is neither null nor undefined. */
export function assertExists<T>(
  actual: T,
  message = "Expected a value, got null or undefined",
): asserts actual is NonNullable<T> {
  nodeAssert.ok(actual !== null && actual !== undefined, message);
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: AnyConstructor<T>,
  message?: string,
): asserts actual is T {
  nodeAssert.ok(
    actual instanceof expectedType,
    message ?? `Expected an instance of ${expectedType.name}, got ${String(actual)}`,
  );
}

/** Asserts that a text contains another. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  nodeAssert.ok(
    actual.includes(expected),
    message ?? `Expected "${actual}" to include "${expected}"`,
  );
}

/** Asserts that a text matches a pattern. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  nodeAssert.match(actual, expected, message);
}

/** Asserts that a text does not match a pattern. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void {
  nodeAssert.doesNotMatch(actual, expected, message);
}

/** Asserts that an array contains every expected element. */
export function assertArrayIncludes<T>(actual: ArrayLike<T>, expected: ArrayLike<T>): void {
  const missing = Array.from(expected).filter((item) =>
    !Array.from(actual).some((candidate) => isDeepEqual(candidate, item))
  );
  nodeAssert.deepStrictEqual(missing, [], "Expected the array to include these too");
}

/** Asserts that one number is greater than another. */
export function assertGreater(actual: number, expected: number, message?: string): void {
  nodeAssert.ok(actual > expected, message ?? `Expected ${actual} to be greater than ${expected}`);
}

/** Asserts that one number is greater than or equal to another. */
export function assertGreaterOrEqual(actual: number, expected: number, message?: string): void {
  nodeAssert.ok(actual >= expected, message ?? `Expected ${actual} to be at least ${expected}`);
}

/** Asserts that one number is less than another. */
export function assertLess(actual: number, expected: number, message?: string): void {
  nodeAssert.ok(actual < expected, message ?? `Expected ${actual} to be less than ${expected}`);
}

/** Asserts that one number is less than or equal to another. */
export function assertLessOrEqual(actual: number, expected: number, message?: string): void {
  nodeAssert.ok(actual <= expected, message ?? `Expected ${actual} to be at most ${expected}`);
}

/** Asserts that two numbers are nearly the same. */
export function assertAlmostEquals(actual: number, expected: number, tolerance = 1e-7): void {
  nodeAssert.ok(
    Math.abs(actual - expected) <= tolerance,
    `Expected ${actual} to be within ${tolerance} of ${expected}`,
  );
}

/** Asserts that an object has at least the expected properties, deeply. */
export function assertObjectMatch(actual: object, expected: object): void {
  nodeAssert.deepStrictEqual(pickLike(actual, expected), expected);
}

/** Asserts that a function throws, and gives what it threw. */
export function assertThrows<E extends Error = Error>(
  work: () => unknown,
  errorClass?: AnyConstructor<E>,
  messageIncludes = "",
): E {
  try {
    work();
  } catch (error) {
    return checkError(error, errorClass, messageIncludes);
  }
  return fail("Expected the function to throw");
}

/** Asserts that a promise rejects, and gives the reason. */
export async function assertRejects<E extends Error = Error>(
  work: () => PromiseLike<unknown>,
  errorClass?: AnyConstructor<E>,
  messageIncludes = "",
): Promise<E> {
  try {
    await work();
  } catch (error) {
    return checkError(error, errorClass, messageIncludes);
  }
  return fail("Expected the promise to reject");
}

function checkError<E extends Error>(
  error: unknown,
  errorClass: AnyConstructor<E> | undefined,
  messageIncludes: string,
): E {
  const expectedType: AnyConstructor = errorClass ?? Error;
  nodeAssert.ok(isInstance<E>(error, expectedType), `Expected ${expectedType.name}, got ${error}`);
  assertStringIncludes(error.message, messageIncludes);
  return error;
}

function isInstance<T>(value: unknown, type: AnyConstructor): value is T {
  return value instanceof type;
}

function isDeepEqual(actual: unknown, expected: unknown): boolean {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
    return true;
  } catch {
    return false;
  }
}

/** The part of a value that the pattern speaks of. */
function pickLike(actual: unknown, pattern: unknown): unknown {
  if (!isPlainObject(actual) || !isPlainObject(pattern)) return actual;
  const actualEntries = new Map(Object.entries(actual));
  return Object.fromEntries(
    Object.entries(pattern)
      .filter(([key]) => actualEntries.has(key))
      .map(([key, part]) => [key, pickLike(actualEntries.get(key), part)]),
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
