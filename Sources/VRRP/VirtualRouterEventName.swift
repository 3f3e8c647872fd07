extension VirtualRouter.Event.Kind {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .enteredMaster: "entered_master"
        case .enteredBackup: "entered_backup"
        case .enteredFault: "entered_fault"
        case .keptMastership: "kept_mastership"
        case .masterDownTimerExpired: "master_down_timer_expired"
        case .backupReceivedPriorityZero: "backup_received_priority_zero"
        case .masterReceivedPriorityZero: "master_received_priority_zero"
        case .discardedLowerPriority: "discarded_lower_priority"
        case .heardHigherPriority: "heard_higher_priority"
        case .heardSamePriorityHigherAddress: "heard_same_priority_higher_address"
        case .heardLowerPriority: "heard_lower_priority"
        case .startedPreemptDelay: "started_preempt_delay"
        case .stoppedPreemptDelay: "stopped_preempt_delay"
        case .twoOwners: "two_owners"
        case .loweredOwnPriority: "lowered_own_priority"
        case .otherOwnerIsSilent: "other_owner_is_silent"
        case .restoredOwnPriority: "restored_own_priority"
        case .followedOldChecksum: "followed_old_checksum"
        case .clockDiffers: "clock_differs"
        case .sentPriorityZero: "sent_priority_zero"
        case .gaveUp: "gave_up"
        case .changedPriority: "changed_priority"
        case .wokeLate: "woke_late"
        case .wokeTooLate: "woke_too_late"
        case .wasSilent: "was_silent"
        case .yielded: "yielded"
        case .discarded: "discarded"
        case .addressCountDiffers: "address_count_differs"
        case .addressMissing: "address_missing"
        case .intervalDiffers: "interval_differs"
        case .heardStranger: "heard_stranger"
        }
    }
}
