/** Tests of the status line. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { statusLine } from '../../../lib/terminal/status-line.ts';

beforeEach(() => {
    vi.useFakeTimers();
});
afterEach(() => {
    vi.useRealTimers();
});

const shownBy = (isTTY: boolean, waitMs: number): string => {
    const written: string[] = [];
    const line = statusLine({
        isTTY,
        columns: 20,
        write: (text: string | Uint8Array) => written.push(String(text)) > 0,
    });
    vi.advanceTimersByTime(waitMs);
    line.show('running \u001b[2J, one hundred bytes');
    line.stop();
    line.stop();
    return written.join('');
};

test('after two seconds the status is shown, cut to the width of the terminal, and stop clears it', () => {
    expect(shownBy(true, 2001)).toBe('\r\u001b[Krunning \\x1b[2J, on\r\u001b[K');
});

test('before two seconds, or without a terminal, no status is shown', () => {
    expect([shownBy(true, 1999), shownBy(false, 9999)]).toEqual(['', '']);
});
