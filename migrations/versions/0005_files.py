"""files"""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0005'
down_revision = '0004'

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    files = op.create_table(
        'files',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=True),
        sa.Column('message_id', sa.Integer(), nullable=True),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('claimed_type', sa.String(length=200), nullable=True),
        sa.Column('type', sa.String(length=100), nullable=True),
        sa.Column('name', sa.String(length=200), nullable=True),
        sa.Column('size', sa.Integer(), nullable=True),
        sa.Column('digest', sa.String(length=64), nullable=True),
        sa.Column('key', sa.String(length=160), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.String(length=30), nullable=True),
        sa.Column('detail', sa.Text(), nullable=True),
        sa.Column('reference', sa.Text(), nullable=True),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_try_at', MOMENT, nullable=False),
        sa.Column('created_at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
                                name=op.f('fk_files_conversation_id')),
        sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_files_message_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_files')),
    )
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.create_index('ix_files_state', ['state', 'next_try_at'], unique=False)
        for column in ('conversation_id', 'created_at', 'message_id'):
            batch_op.create_index(batch_op.f(f'ix_files_{column}'), [column], unique=False)

    # The default stays in the store, see 0003; turns of before took their own message only.
    op.add_column('turns', sa.Column('took', JSON, nullable=False, server_default='[]'))
    carry_over(files)


def carry_over(files: sa.Table) -> None:
    """Uploads of the web chat lie in var/files already; what messengers keep is fetched now."""
    messages = sa.table(
        'messages', sa.column('id', sa.Integer), sa.column('conversation_id', sa.Integer),
        sa.column('content', JSON), sa.column('created_at', MOMENT))
    connection = op.get_bind()
    for message in connection.execute(sa.select(messages)).all():
        given = message.content.get('attachments') or []
        if not given:
            continue
        shown = [row_of(each) for each in given]
        connection.execute(files.insert(), [
            {**row, 'conversation_id': message.conversation_id, 'message_id': message.id,
             'attempts': 0, 'next_try_at': message.created_at, 'created_at': message.created_at}
            for row in shown])
        attachments = [{'id': row['id'], 'kind': row['kind'], 'name': row['name'],
                        'size': row['size'], 'type': row['type'] or row['claimed_type'],
                        'state': row['state']} for row in shown]
        connection.execute(messages.update().where(messages.c.id == message.id).values(
            content={**message.content, 'attachments': attachments}))


def row_of(given: dict) -> dict:
    """A file's row of an attachment as it was written until now."""
    here = given.get('id')
    kind = given.get('kind') or (given.get('type') or '').partition('/')[0]
    return {
        'id': here or secrets.token_urlsafe(18),
        'kind': kind if kind in ('image', 'audio', 'video', 'sticker') else 'file',
        'claimed_type': given.get('type'), 'type': given.get('type') if here else None,
        'name': given.get('name'), 'size': given.get('size'), 'digest': None, 'key': here,
        'state': 'stored' if here else 'waiting', 'reference': given.get('reference'),
    }


def downgrade() -> None:
    op.drop_column('turns', 'took')
    op.drop_table('files')
