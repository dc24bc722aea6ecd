package dev.sevsim.host.ccp;

import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;

/** Base of tests that issue commands to /dev/sev of a host that has booted. */
abstract class SevDeviceFixture {
    static final int UNTOUCHED = HostFixture.UNTOUCHED;
    static final int READ_ONLY = 0;
    static final int READ_WRITE = 2;

    final HostFixture fixture = new HostFixture().quiet();

    /** /dev/sev, open for reading and writing. */
    final int sev = fixture.open(DevicePath.DEV_SEV, READ_WRITE);

    /** /dev/sev, open for reading. */
    final int readOnly = fixture.open(DevicePath.DEV_SEV, READ_ONLY);
}
