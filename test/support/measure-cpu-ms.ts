/** Measures CPU time: elapsed time depends on the load of the machine. */
const readCpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
};

/** CPU time in milliseconds that `work` takes. */
export const measureCpuMs = async (work: () => unknown): Promise<number> => {
    const startedAt = readCpuMs();
    await work();
    return readCpuMs() - startedAt;
};
