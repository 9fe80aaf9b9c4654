create trigger seals_frozen_update before update on seals begin select raise(abort, 'seals_frozen'); end;
create trigger seals_frozen_delete before delete on seals begin select raise(abort, 'seals_frozen'); end;
