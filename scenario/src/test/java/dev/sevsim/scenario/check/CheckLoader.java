package dev.sevsim.scenario.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Loads the simulator anew, with a switch at each check of firmware, kernel and owner. */
final class CheckLoader extends ClassLoader {
    private static final String OURS = "dev.sevsim.";

    /** Packages with checks of what a host passes. */
    private static final List<String> PACKAGES = List.of(
            "dev.sevsim.psp.command.",
            "dev.sevsim.psp.cert.",
            "dev.sevsim.psp.mailbox.",
            "dev.sevsim.psp.platform.",
            "dev.sevsim.host.kvm.",
            "dev.sevsim.host.ccp.",
            "dev.sevsim.host.kernel.");

    /** Classes of the owner that read what a host sends; its others read its own files. */
    private static final Set<String> OF_OWNER = Set.of(
            "MeasurementCheck",
            "CertificateChecks",
            "LinkChecks",
            "ChainVerifier",
            "GuestOwner",
            "PlatformChain",
            "ReceivedCertificate",
            "ReceivedCaCertificate",
            "LaunchSessionBuilder",
            "service.AttestationService",
            "service.ImagePolicy");

    private final CheckInstrumenter instrumenter = new CheckInstrumenter(CheckLoader.class.getClassLoader());

    CheckLoader() {
        super("checks", CheckLoader.class.getClassLoader());
    }

    /** The checks of the classes that are loaded. */
    List<CheckSite> sites() {
        return instrumenter.sites();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return name.startsWith(OURS) ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] original = in.readAllBytes();
            byte[] content = hasChecks(name) ? instrumenter.instrument(original) : original;
            return defineClass(name, content, 0, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static boolean hasChecks(String name) {
        String outer = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        return PACKAGES.stream().anyMatch(name::startsWith)
                || OF_OWNER.stream().anyMatch(one -> outer.equals("dev.sevsim.owner." + one));
    }
}
