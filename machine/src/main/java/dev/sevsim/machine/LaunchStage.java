package dev.sevsim.machine;

import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.host.vmm.SevInfo;

/**
 * A stage of a launch whose VM exists.
 *
 * @param <V> the VM at this stage
 */
abstract sealed class LaunchStage<V extends GuestVm> permits StartedLaunch, MeasuredLaunch, RunningGuest {
    final LaunchContext context;
    final V vm;

    LaunchStage(LaunchContext context, V vm) {
        this.context = context;
        this.vm = vm;
    }

    /** The launch as {@code query-sev} shows it. */
    public final SevInfo sevInfo() {
        return vm.sevInfo();
    }
}
