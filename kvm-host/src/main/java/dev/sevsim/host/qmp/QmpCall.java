package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VirtualMachine;
import java.util.List;

/**
 * One command in progress.
 *
 * @param afterwards actions that the command adds, run in order once its answer is sent
 */
record QmpCall(QmpSession session, VirtualMachine machine, QmpArguments arguments, List<Runnable> afterwards) {}
