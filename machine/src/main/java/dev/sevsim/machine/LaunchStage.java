package dev.sevsim.machine;

import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.host.vmm.SevInfo;
import java.util.Optional;

/**
 * A stage of a launch whose VM exists.
 *
 * @param <V> the VM at this stage
 */
abstract sealed class LaunchStage<V extends GuestVm> permits StartedLaunch, MeasuredLaunch, RunningGuest {
    final LaunchContext context;
    final V vm;
    final HostVm hosted;

    LaunchStage(LaunchContext context, V vm, HostVm hosted) {
        this.context = context;
        this.vm = vm;
        this.hosted = hosted;
    }

    /** The launch as {@code query-sev} shows it. */
    public final SevInfo sevInfo() {
        return vm.sevInfo();
    }

    /** The VM's nested page table, which the host may change. */
    public final NestedMapping nestedPages() {
        return hosted.pages();
    }

    /** Guest physical area of the OVMF image into which secrets are injected; empty for an image without one. */
    public final Optional<OvmfTable.Area> secretArea() {
        return vm.secretArea().filter(area -> !area.isAbsent());
    }
}
