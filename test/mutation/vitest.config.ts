/** The tests that mutants are tried on: those that stryker.config.mjs names for the group of rooms at hand. */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const paths = [
    ...(process.env['MUTATE_TESTS'] ?? '').split(',').map((name) => `test/${name}.test.ts`),
    'test/mutation/loads.mutant.ts',
];

/** In the order of the list: the room's own tests notice most mutants, and soon. */
class InOrder extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
        const place = ({ moduleId }: TestSpecification): number => paths.findIndex((path) => moduleId.endsWith(path));
        return files.toSorted((one, other) => place(one) - place(other));
    }
}

export default defineConfig({
    test: {
        include: paths,
        setupFiles: ['test/mutation/setup.ts'],
        testTimeout: 120_000,
        // One thread for all: the rooms and zod are loaded once a mutant, not once a file.
        pool: 'threads',
        isolate: false,
        sequence: { sequencer: InOrder },
    },
});
