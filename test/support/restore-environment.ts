/** Gives each test the environment variables that its file began with. */
import { afterEach } from 'vitest';

/** To be called at the top of a file whose tests set variables of `process.env`. */
export const restoreEnvironment = (): void => {
    const before = { ...process.env };
    afterEach(() => {
        for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
        Object.assign(process.env, before);
    });
};
