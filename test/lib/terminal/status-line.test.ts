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

test('after two seconds one line is shown, as wide as the terminal, and is gone when it is over', () => {
    expect(shownBy(true, 2001)).toBe('\r\u001b[Krunning \\x1b[2J, on\r\u001b[K');
});

test('nothing is shown before, nor where there is no terminal', () => {
    expect([shownBy(true, 1999), shownBy(false, 9999)]).toEqual(['', '']);
});
