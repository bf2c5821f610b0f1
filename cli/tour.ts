/** `tour`: replays the samples into a lake of its own and shows what can be asked of it. */
import type { Command } from 'commander';
export const addTour = (program: Command): void => {
    program.command('tour');
};
