package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.Measurement;
import picocli.CommandLine.Mixin;

/** What a measurement is computed from: the owner's files, the host's report, and the keys of the session. */
final class MeasurementOptions {
    @Mixin
    final LaunchFilesOptions files = new LaunchFilesOptions();

    @Mixin
    final ReportedOptions reported = new ReportedOptions();

    @Mixin
    final KeyOptions keys = new KeyOptions();

    /** The measured values as the host reports them, for a launch with this digest. */
    Measurement of(Bytes digest, Bytes nonce) {
        return new Measurement(reported.version(), reported.build(), files.policy(), digest, nonce);
    }
}
