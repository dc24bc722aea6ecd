package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.INIT;
import static dev.sevsim.abi.firmware.PlatformState.UNINIT;
import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;

/** docs/reference/sev-firmware-api.md section 4.1. */
record PlatformRules(World world) {
    private static final int REGION = 1 << 20;

    void init(Call call) {
        world.mustBe(UNINIT);
        unless(call.get("RESERVED") == 0 && call.get("OPTIONS") <= 1, SevStatus.INVALID_CONFIG);
        world.identity = world.stores.loadFlash();
        initialise(call, 0);
    }

    void initEx(Call call) {
        world.mustBe(UNINIT);
        unless(call.get("RESERVED") == 0 && call.get("OPTIONS") <= 1, SevStatus.INVALID_CONFIG);
        unless(call.get("EX_LEN") == 0x24, SevStatus.INVALID_LENGTH);
        long store = call.get("NV");
        if (store == 0) {
            world.identity = world.stores.loadFlash();
            initialise(call, 0);
            return;
        }
        unless(World.plain(store) % 4096 == 0, SevStatus.INVALID_ADDRESS);
        world.copyable(store, Stores.SIZE);
        unless(call.get("NV_LEN") == Stores.SIZE, SevStatus.INVALID_LENGTH);
        if (!world.stores.isSound(store)) {
            call.afterEvenIfRefused(() -> world.stores.isErased(store) ? "" : "the damaged store was not erased");
            throw Refusal.with(SevStatus.SECURE_DATA_INVALID);
        }
        Identity found = world.stores.loadMemory(store);
        world.identity = found;
        call.afterEvenIfRefused(() -> world.stores.save(found));
        initialise(call, store);
    }

    /** Steps 10 to 12, which INIT and INIT_EX share. */
    private void initialise(Call call, long store) {
        world.asids.initialise();
        world.endedAlive = false;
        boolean es = call.get("OPTIONS") == 1;
        long region = World.plain(call.get("TMR"));
        if (es) {
            unless(region % REGION == 0, SevStatus.INVALID_ADDRESS);
            unless(call.get("TMR_LEN") == REGION, SevStatus.INVALID_LENGTH);
            unless(world.isLegal(region, REGION), SevStatus.INVALID_ADDRESS);
            boolean apart =
                    store == 0 || region >= World.plain(store) + Stores.SIZE || World.plain(store) >= region + REGION;
            unless(apart, SevStatus.INVALID_ADDRESS);
            world.trusted = region;
            world.records.placeAt(region);
        }
        world.platform = INIT;
        world.es = es;
    }

    void platformStatus(Call call) {
        boolean on = world.platform != UNINIT;
        call.out("API", World.API_MAJOR | World.API_MINOR << 8);
        call.out("STATE", world.platform.code());
        call.out("OWNER", on && world.identity.external() ? 1 : 0);
        call.out("CONFIG", on && world.es ? 1 : 0);
        call.out("ZERO", 0);
        call.out("BUILD", World.BUILD);
        call.out("GUESTS", world.vms.size());
    }

    void pdhCertExport(Call call) {
        world.mustBe(INIT, WORKING);
        boolean fits = call.get("PDH_LEN") >= Sizes.CERTIFICATE && call.get("CERTS_LEN") >= Sizes.CHAIN;
        call.out("PDH_LEN", Sizes.CERTIFICATE);
        call.out("CERTS_LEN", Sizes.CHAIN);
        unless(fits, SevStatus.INVALID_LENGTH);
        world.copyable(call.get("PDH"), Sizes.CERTIFICATE);
        world.copyable(call.get("CERTS"), Sizes.CHAIN);
        call.after(() -> {
            Bytes certificate = world.read(call.get("PDH"), Sizes.CERTIFICATE);
            Bytes key = Sessions.publicKey(certificate);
            boolean overlap = Math.abs(World.plain(call.get("PDH")) - World.plain(call.get("CERTS"))) < Sizes.CHAIN;
            if (overlap) {
                return "";
            }
            World.Pdh pdh = world.identity.pdh();
            world.pdhSignedBy.put(certificate, world.identity.pek());
            if (pdh.publicKey.isEmpty()) {
                pdh.publicKey = key;
            }
            return key.equals(pdh.publicKey) && Sessions.isSane(certificate) ? "" : "another PDH was exported";
        });
    }

    void dfFlush(Call call) {
        world.asids.flush();
        unless(world.asids.allWritten(), SevStatus.WBINVD_REQUIRED);
        if (world.endedAlive) {
            call.mayAlsoAnswer(SevStatus.WBINVD_REQUIRED);
        }
    }

    void ringBuffer(Call call) {
        world.mustBe(INIT, WORKING);
        boolean high = call.get("HIGH_SIZE") == 1;
        unless(call.get("LOW_SIZE") == 1 && call.get("HIGH_SIZE") <= 1, SevStatus.INVALID_PARAM);
        String[] pages = high
                ? new String[] {"LOW_CMD", "LOW_STATUS", "HIGH_CMD", "HIGH_STATUS"}
                : new String[] {"LOW_CMD", "LOW_STATUS"};
        for (String page : pages) {
            unless(World.plain(call.get(page)) % 4096 == 0, SevStatus.INVALID_ADDRESS);
        }
        for (String page : pages) {
            unless(world.isLegal(call.get(page), 4096), SevStatus.INVALID_ADDRESS);
        }
        world.queueMode = true;
    }
}
