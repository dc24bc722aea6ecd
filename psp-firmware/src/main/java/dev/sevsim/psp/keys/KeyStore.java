package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.nv.NvStorage;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The firmware's keys: what the chip and its persistent store hold, and what is in use since INIT.
 *
 * <p>A change is saved first and used afterwards: when it cannot be saved, the old identity stays everywhere.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
public final class KeyStore {
    private static final int CHIP_ID_SIZE = 64;

    private final Fuses fuses;
    private final ChipSecret chip;
    private final IdentityStore flash;
    private final SimRandom random;
    private final Workers workers;
    private final ApiVersion factoryVersion;
    private ApiVersion version;
    private IdentityStore store;
    private @Nullable PlatformIdentity loaded;
    private @Nullable SevCertificate cek;
    private boolean discarded;

    /**
     * A chip on a board.
     *
     * @param flash the SPI store
     * @param version of the firmware; the CEK certificate carries it also after an update, as the key server's does
     * @param workers make some of the certificates of a new identity
     */
    public KeyStore(Fuses fuses, NvStorage flash, ApiVersion version, SimRandom random, Workers workers) {
        this.workers = workers;
        this.fuses = fuses;
        this.chip = fuses.chip();
        this.flash = new IdentityStore(chip, flash);
        this.store = this.flash;
        this.factoryVersion = version;
        this.version = version;
        this.random = random;
    }

    /** The fuses of the chip. */
    public Fuses fuses() {
        return fuses;
    }

    /** Loads the SPI store; creates and saves what is missing. */
    public Optional<StoreFault> load() {
        return load(flash);
    }

    /** Loads a store that the host keeps; creates and saves what is missing. */
    public Optional<StoreFault> load(NvStorage hosts) {
        return load(new IdentityStore(chip, hosts));
    }

    private Optional<StoreFault> load(IdentityStore from) {
        store = from;
        IdentityStore.Loaded found = from.load();
        if (found.fault().isPresent()) {
            discarded |= found.fault().get().status() == SevStatus.SECURE_DATA_INVALID;
            return found.fault();
        }
        if (found.identity().isPresent()) {
            loaded = found.identity().get();
            return Optional.empty();
        }
        return change(() -> PlatformIdentity.selfOwned(chip, version, random, workers));
    }

    /** PEK_GEN: another OCA, PEK and PDH; ends external ownership. */
    public Optional<StoreFault> generate() {
        SimRandom fresh = next();
        return change(() -> PlatformIdentity.selfOwned(chip, version, fresh, workers));
    }

    /** PDH_GEN: another PDH. */
    public Optional<StoreFault> generatePdh() {
        return change(() -> identity().withPdh(version, EcKeyPair.generate(next()::nextBytes)));
    }

    /** PEK_CERT_IMPORT: certificates that were checked; another PDH. */
    public Optional<StoreFault> takeOwner(Bytes ocaBytes, Bytes pekBytes) {
        return change(() -> identity().ownedBy(ocaBytes, pekBytes, version, EcKeyPair.generate(next()::nextBytes)));
    }

    /** PLATFORM_RESET: empties the SPI store. */
    public Optional<StoreFault> reset() {
        return flash.erase();
    }

    /** Drops what INIT loaded; the store keeps it. */
    public void unload() {
        loaded = null;
        store = flash;
    }

    /** Firmware of another version runs; certificates that it makes carry its version. */
    public void runs(ApiVersion running) {
        version = running;
    }

    /** What the SPI store holds; empty before the first INIT and after a reset. */
    public Optional<PlatformIdentity> stored() {
        return flash.peek();
    }

    /** Whether a store failed its integrity check since power-on and was erased. */
    public boolean hasDiscardedStore() {
        return discarded;
    }

    /** Whether the platform is self-owned or externally owned. */
    public Ownership ownership() {
        return identity().ownership();
    }

    /** The three certificates. */
    public IdentityCertificates certificates() {
        return identity().certificates();
    }

    /** The PDH certificate. */
    public SevCertificate pdhCertificate() {
        return identity().certificates().pdh();
    }

    /** PEK, OCA and CEK as PDH_CERT_EXPORT writes them, the CEK without a signature. */
    public Bytes certificateChain() {
        IdentityCertificates certificates = identity().certificates();
        return Bytes.concat(
                certificates.pekBytes(),
                certificates.ocaBytes(),
                cekCertificate().encode());
    }

    /** The CEK certificate, without a signature; known once the chip is powered, in any state. */
    public SevCertificate cekCertificate() {
        SevCertificate certificate = cek;
        if (certificate == null) {
            certificate = PlatformIdentity.unsignedCek(chip, factoryVersion);
            cek = certificate;
        }
        return certificate;
    }

    /** As {@link #sharedSecret}, by firmware that does not check the curve of the point. */
    public SecretBytes sharedSecretUnchecked(EcPublicKey peer) {
        return identity().pdh().sharedSecretUnchecked(peer);
    }

    /** What GET_ID gives out: 64 bytes that identify the chip and reveal nothing of its secret. */
    public Bytes chipId() {
        return Bytes.copyOf(chip.expand("sevsim-chip-id", CHIP_ID_SIZE));
    }

    /** Z between the PDH and an owner's or another platform's key, which must be on the curve. */
    public SecretBytes sharedSecret(EcPublicKey peer) {
        return identity().pdh().sharedSecret(peer);
    }

    /** The PEK's signature over a report. */
    public EcSignature signWithPek(Bytes message) {
        return EcSignature.ofP1363(identity().pek().sign(message));
    }

    private Optional<StoreFault> change(Supplier<PlatformIdentity> made) {
        PlatformIdentity changed = made.get();
        Optional<StoreFault> fault = store.save(changed);
        if (fault.isEmpty()) {
            loaded = changed;
        }
        return fault;
    }

    /**
     * Where the next keys come from: under a seed, another stream for each identity, so that two runs with one seed on
     * one platform do not make the same key twice.
     */
    private SimRandom next() {
        return random.split("after "
                + DigestAlgorithm.SHA_256
                        .digest(identity().certificates().pdhBytes())
                        .toHex());
    }

    private PlatformIdentity identity() {
        if (loaded == null) {
            throw new IllegalStateException("the platform is not initialised");
        }
        return loaded;
    }
}
