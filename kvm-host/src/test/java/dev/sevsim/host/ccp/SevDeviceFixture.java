package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import java.util.function.BiFunction;

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

    /** Expects that a structure without an address or without a length is a query, which gets the length that is needed. */
    void expectLengthQuery(int command, BiFunction<Long, Integer, Bytes> structure, int needed) {
        for (long address : new long[] {0, 0x1000}) {
            for (int length : address == 0 ? new int[] {0, needed} : new int[] {0}) {
                Bytes request = structure.apply(address, length);
                HostVirtual data = fixture.user(request);
                assertThat(fixture.issue(sev, command, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));
                assertThat(fixture.read(data, request.length())).isEqualTo(structure.apply(address, needed));
            }
        }
    }
}
