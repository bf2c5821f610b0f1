/** Tests of the progress bar, with a terminal (by `script`) and without. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { progressBar } from '../../../lib/terminal/progress-bar.ts';

/** Inside the package, so that its dependencies resolve. */
const BUNDLE = join(packageRoot(), '.cache', `progress-bar-test-${process.pid}.mjs`);

const PROGRAM = `import { progressBar } from './lib/terminal/progress-bar.ts';
    const [total, ms] = process.argv.slice(2).map(Number);
    const bar = progressBar('replay {bar} {percentage}% | {eta_formatted} left', total);
    const timer = setInterval(() => bar.advance(1), 20);
    setTimeout(() => { clearInterval(timer); bar.stop(); console.log('done'); }, ms);`;

beforeAll(async () => {
    mkdirSync(join(packageRoot(), '.cache'), { recursive: true });
    await build({
        stdin: { contents: PROGRAM, resolveDir: packageRoot(), loader: 'ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        outfile: BUNDLE,
        logLevel: 'silent',
    });
});
afterAll(() => rmSync(BUNDLE, { force: true }));

const shown = (total: number, ms: number, onTerminal: boolean): string => {
    const command = `${process.execPath} ${BUNDLE} ${total} ${ms}`;
    const out = onTerminal
        ? execFileSync('script', ['-qec', `stty cols 80; ${command}`, '/dev/null'], {
              stdio: ['ignore', 'pipe', 'pipe'],
          })
        : execFileSync('bash', ['-c', `${command} 2>&1`]);
    return out.toString();
};

const hasScript = ((): boolean => {
    try {
        return execFileSync('script', ['--version']).length > 0;
    } catch {
        return false;
    }
})();

test.skipIf(!hasScript)('on a terminal, the bar appears after two seconds, fits the width, and is cleared', () => {
    const out = shown(200, 2600, true);

    const bars = out.match(/replay [=-]+ \d+% \| \S+ left/g) ?? [];
    expect(bars.length).toBeGreaterThan(0);
    expect(Math.max(...bars.map((bar) => bar.length))).toBeLessThan(80);
    expect(out).not.toContain('\u001b[?25l');
    expect(out.trimEnd().endsWith('done')).toBe(true);
});

test.skipIf(!hasScript)('shorter work shows no bar', () => {
    expect(shown(200, 300, true)).toBe('done\r\n');
});

test('without a terminal, no bar is shown', () => {
    expect(shown(200, 2300, false)).toBe('done\n');
});

describe('the bar in this process', () => {
    const { isTTY } = process.stderr;
    afterEach(() => {
        process.stderr.isTTY = isTTY;
        vi.restoreAllMocks();
    });

    /** The output of a bar that advances at these moments (ms) and stops. */
    const outputOf = (moments: readonly number[], total = 10): string => {
        process.stderr.isTTY = true;
        const out = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
        let now = 0;
        vi.spyOn(performance, 'now').mockImplementation(() => now);
        const bar = progressBar('{value} of {total}', total);
        for (const at of moments) {
            now = at;
            bar.advance(4);
        }
        bar.stop();
        return out.mock.calls.map(([chunk]) => String(chunk)).join('');
    };

    test('the bar appears at the first step after two seconds', () => {
        expect(outputOf([2000])).not.toContain('of 10');
        expect(outputOf([2001, 2002, 2003])).toContain('4 of 10');
    });

    test('a total of 0 shows no bar', () => {
        expect(outputOf([3000], 0)).toBe('');
    });
});
