package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.INIT;
import static dev.sevsim.abi.firmware.PlatformState.UNINIT;
import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.EnumSet;
import java.util.Set;

/**
 * The platform commands of docs/reference/sev-firmware-api.md section 4.1 that make, show or change who the platform
 * is.
 */
record IdentityRules(World world) {
    private static final int BODY = 0x414;
    private static final int ID = 0x40;
    private static final Bytes EMPTY_SLOT = Bytes.concat(Bytes.u32Le(0x1000), Bytes.zeros(0x204));
    private static final Set<SevStatus> BAD_CERTIFICATE =
            EnumSet.of(SevStatus.INVALID_CERTIFICATE, SevStatus.BAD_SIGNATURE, SevStatus.UNSUPPORTED);
    /** What a loader answers to bytes that are no image; which of these is left open. */
    private static final Set<SevStatus> BAD_IMAGE = EnumSet.of(
            SevStatus.INVALID_LENGTH,
            SevStatus.BAD_SIGNATURE,
            SevStatus.INVALID_ADDRESS,
            SevStatus.INVALID_PARAM,
            SevStatus.INVALID_CONFIG);

    void platformReset(Call call) {
        world.mustBe(UNINIT);
        world.stores.eraseFlash();
    }

    void pekGen(Call call) {
        world.mustBe(INIT);
        world.identity = world.stores.draw();
        call.after(() -> world.stores.save(world.identity));
    }

    void pdhGen(Call call) {
        world.mustBe(INIT, WORKING);
        world.identity = world.identity.withPdh(new World.Pdh());
        call.after(() -> world.stores.save(world.identity));
    }

    void pekCsr(Call call) {
        world.mustBe(INIT, WORKING);
        boolean fits = call.get("CSR_LEN") >= Sizes.CERTIFICATE;
        call.out("CSR_LEN", Sizes.CERTIFICATE);
        unless(fits, SevStatus.INVALID_LENGTH);
        world.copyable(call.get("CSR"), Sizes.CERTIFICATE);
        call.after(() -> {
            Bytes request = world.read(call.get("CSR"), Sizes.CERTIFICATE);
            if (!request.from(BODY).equals(Bytes.concat(EMPTY_SLOT, EMPTY_SLOT))) {
                return "a slot of the request is not blank";
            }
            return world.isAsBefore("PEK " + world.identity.pek(), request.slice(0, BODY));
        });
    }

    void pekCertImport(Call call) {
        world.mustBe(INIT);
        unless(!world.identity.external(), SevStatus.ALREADY_OWNED);
        unless(
                call.get("PEK_LEN") == Sizes.CERTIFICATE && call.get("OCA_LEN") == Sizes.CERTIFICATE,
                SevStatus.INVALID_LENGTH);
        EnumSet<SevStatus> faults = EnumSet.noneOf(SevStatus.class);
        world.copyFault(call.get("PEK"), Sizes.CERTIFICATE).ifPresent(faults::add);
        world.copyFault(call.get("OCA"), Sizes.CERTIFICATE).ifPresent(faults::add);
        if (!faults.isEmpty()) {
            throw new Refusal(faults);
        }
        boolean signed = world.read(call.get("OCA"), Sizes.CERTIFICATE)
                        .equals(world.chain().ownersOca())
                && world.read(call.get("PEK"), Sizes.CERTIFICATE)
                        .equals(world.chain().ownersPek());
        if (!signed) {
            throw new Refusal(BAD_CERTIFICATE);
        }
        unless(world.identity.pek() == Identity.FIRST, SevStatus.INVALID_CERTIFICATE);
        world.identity = world.identity.ownedBy(world.drawKey());
        call.after(() -> world.stores.save(world.identity));
    }

    void downloadFirmware(Call call) {
        world.mustBe(UNINIT);
        unless(call.get("FW") % 32 == 0, SevStatus.INVALID_ADDRESS);
        throw new Refusal(BAD_IMAGE);
    }

    void getId(Call call) {
        boolean fits = call.get("ID_LEN") >= ID;
        call.out("ID_LEN", ID);
        unless(fits, SevStatus.INVALID_LENGTH);
        world.copyable(call.get("ID"), ID);
        call.after(() -> world.isAsBefore("id", world.read(call.get("ID"), ID)));
    }
}
