/** Whether a process of this machine is running. */
import { errorCode } from './thrown.ts';

export const isRunning = (pid: number): boolean => {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return errorCode(error) === 'EPERM';
    }
};
