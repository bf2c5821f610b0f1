/** Vitest config of mutation tests: the tests that stryker.config.mjs lists for the current group of modules. */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const paths = [
    ...(process.env['MUTATE_TESTS'] ?? '').split(',').map((name) => `test/${name}.test.ts`),
    'test/mutation/modules-load.mutant.ts',
];

/** Runs the tests in the order of the list: the module's own tests kill most mutants, and quickly. */
class ListOrderSequencer extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
        const position = ({ moduleId }: TestSpecification): number =>
            paths.findIndex((path) => moduleId.endsWith(path));
        return files.toSorted((one, other) => position(one) - position(other));
    }
}

export default defineConfig({
    test: {
        include: paths,
        setupFiles: ['test/mutation/fixed-seed.ts'],
        testTimeout: 120_000,
        // One thread for all: the modules and zod are loaded once per mutant, not once per file.
        pool: 'threads',
        isolate: false,
        sequence: { sequencer: ListOrderSequencer },
    },
});
