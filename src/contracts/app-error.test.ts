import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, AppErrorShape } from './app-error.ts';

test('an error crosses a wire and comes back the same', () => {
  const error = new AppError('CONFLICT', 'It has changed.', {
    details: { current: { title: 'x', tags: [] }, fields: [], retryAfterSeconds: 2 },
  });
  const wire: unknown = JSON.parse(JSON.stringify(error.toShape()));
  const back = AppError.fromShape(AppErrorShape.parse(wire));
  expect(back).toBeInstanceOf(AppError);
  expect(back.toShape()).toEqual(error.toShape());
});

test('its shape holds code, message and details, never the cause or the stack', () => {
  const cause = new Error('password=hunter2');
  const plain = new AppError('INTERNAL', 'Something went wrong.', { cause });
  expect(plain.toShape()).toEqual({ code: 'INTERNAL', message: 'Something went wrong.' });
  expect(plain.cause).toBe(cause);
});

test('a shape of an unknown code is no AppError', () => {
  expect(AppErrorShape.safeParse({ code: 'TEAPOT', message: 'x' }).success).toBe(false);
});

test('a broken contract lists each field by its path, and what does not belong as a whole', () => {
  const schema = z.strictObject({
    title: z.string().max(3),
    tags: z.array(z.strictObject({ name: z.string() })),
  });
  const result = schema.safeParse({ title: 'long', tags: [{ name: 1 }], userId: 'x' });
  const error = AppError.fromZod(result.error ?? new z.ZodError([]));
  expect(error.code).toBe('BAD_REQUEST');
  expect(error.details?.fields?.map(({ path }) => path)).toEqual([
    'title',
    'tags.0.name',
    '(whole)',
  ]);
  for (const { path, message } of error.details?.fields ?? []) {
    expect(error.message).toContain(`${path}: ${message}`);
  }
  expect(error.message).toMatch(/^The input does not fit\. /);
  expect(error.message).not.toContain('long');
});
