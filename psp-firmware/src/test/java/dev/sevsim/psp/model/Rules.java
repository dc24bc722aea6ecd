package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** The rule of each command. */
final class Rules {
    private Rules() {}

    static Map<CommandId, Consumer<Call>> of(World world) {
        Map<CommandId, Consumer<Call>> rules = new EnumMap<>(CommandId.class);
        PlatformRules platform = new PlatformRules(world);
        rules.put(CommandId.INIT, platform::init);
        rules.put(CommandId.INIT_EX, platform::initEx);
        rules.put(CommandId.SHUTDOWN, call -> world.forgetGuests());
        rules.put(CommandId.PLATFORM_STATUS, platform::platformStatus);
        rules.put(CommandId.PDH_CERT_EXPORT, platform::pdhCertExport);
        rules.put(CommandId.DF_FLUSH, platform::dfFlush);
        rules.put(CommandId.RING_BUFFER, platform::ringBuffer);
        IdentityRules identity = new IdentityRules(world);
        rules.put(CommandId.PLATFORM_RESET, identity::platformReset);
        rules.put(CommandId.PEK_GEN, identity::pekGen);
        rules.put(CommandId.PEK_CSR, identity::pekCsr);
        rules.put(CommandId.PEK_CERT_IMPORT, identity::pekCertImport);
        rules.put(CommandId.PDH_GEN, identity::pdhGen);
        rules.put(CommandId.DOWNLOAD_FIRMWARE, identity::downloadFirmware);
        rules.put(CommandId.GET_ID, identity::getId);
        rules.put(CommandId.NOP, call -> {});
        GuestRules guest = new GuestRules(world);
        rules.put(CommandId.DECOMMISSION, guest::decommission);
        rules.put(CommandId.ACTIVATE, guest::activate);
        rules.put(CommandId.ACTIVATE_EX, guest::activateEx);
        rules.put(CommandId.DEACTIVATE, guest::deactivate);
        rules.put(CommandId.GUEST_STATUS, guest::guestStatus);
        rules.put(CommandId.COPY, guest::copy);
        LaunchRules launch = new LaunchRules(world);
        rules.put(CommandId.LAUNCH_START, launch::launchStart);
        rules.put(CommandId.RECEIVE_START, launch::receiveStart);
        rules.put(CommandId.LAUNCH_UPDATE_DATA, launch::updateData);
        rules.put(CommandId.LAUNCH_UPDATE_VMSA, launch::updateVmsa);
        rules.put(CommandId.LAUNCH_MEASURE, launch::measure);
        rules.put(CommandId.LAUNCH_SECRET, launch::secret);
        rules.put(CommandId.LAUNCH_FINISH, call -> launch.finish(call, GuestState.LSECRET));
        rules.put(CommandId.RECEIVE_FINISH, call -> launch.finish(call, GuestState.RUPDATE));
        rules.put(CommandId.ATTESTATION, launch::attestation);
        MigrationRules migration = new MigrationRules(world);
        rules.put(CommandId.SEND_START, migration::sendStart);
        rules.put(CommandId.SEND_UPDATE_DATA, call -> migration.sendUpdate(call, false));
        rules.put(CommandId.SEND_UPDATE_VMSA, call -> migration.sendUpdate(call, true));
        rules.put(CommandId.SEND_FINISH, call -> migration.endSending(call, GuestState.SENT));
        rules.put(CommandId.SEND_CANCEL, call -> migration.endSending(call, GuestState.RUNNING));
        rules.put(CommandId.RECEIVE_UPDATE_DATA, call -> migration.receiveUpdate(call, false));
        rules.put(CommandId.RECEIVE_UPDATE_VMSA, call -> migration.receiveUpdate(call, true));
        DebugRules debug = new DebugRules(world);
        rules.put(CommandId.DBG_DECRYPT, debug::decrypt);
        rules.put(CommandId.DBG_ENCRYPT, debug::encrypt);
        SwapRules swap = new SwapRules(world);
        rules.put(CommandId.SWAP_OUT, swap::swapOut);
        rules.put(CommandId.SWAP_IN, swap::swapIn);
        return rules;
    }
}
